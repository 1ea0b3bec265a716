CREATE TABLE order (id BIGINT) WITH ('connector' = 'datagen');
